//! What the help of each command teaches: an example, what to expect, what the exit code means.

pub(super) const START: &str = "\
First steps:
  ai-video-uploader demo      everything on this machine, nothing to set up
  ai-video-uploader doctor    what is missing or wrong in your settings, and what to do
  ai-video-uploader           serve

`ai-video-uploader COMMAND --help` explains each command with an example; `--help` lists every setting.
Results go to standard output, logs and errors to standard error.
Exit code of every command: 0 done, 1 not done (standard error says why), 2 the command line was wrong.";

pub(super) const SERVE: &str = "\
Example:
  ai-video-uploader serve

Without GOOGLE_… and TIKTOK_… it starts too, says what is missing, and nobody can sign in; `demo` needs none of them.
Ctrl-C or SIGTERM stops it: transfers reach a checkpoint first, for 20 seconds at the most.

Exit code: 0 after it was asked to stop, 1 if it could not start.";

pub(super) const DEMO: &str = "\
Examples:
  ai-video-uploader demo
  ai-video-uploader demo --port 9000 --audited

It keeps everything in a folder that is deleted at the end, and reads none of your settings.

Exit code: 0 after Ctrl-C, 1 if it could not start.";

pub(super) const DOCTOR: &str = "\
Example:
  ai-video-uploader doctor

Run it with the settings of the server and, best, while the server runs: then it also tries the way through your proxy.
It changes nothing and stores nothing. Each line begins with ok, warn, FIX or info; below warn and FIX stands what to do.

Exit code: 0 if nothing needs fixing (there may be warnings), 1 if something does.";

pub(super) const MIGRATE: &str = "\
Example:
  ai-video-uploader migrate
  pg_restore --no-owner --dbname=\"$DATABASE_URL\" uploader.dump && ai-video-uploader migrate --restored

With --restored, posts that may have been sent since the backup are not sent again by themselves; see `restore --help`.
`serve` does the same when it starts. It is safe to repeat, and while other processes do it.

Exit code: 0 if the database is up to date now, 1 if it is not.";

pub(super) const KEYS: &str = "\
Example:
  ai-video-uploader keys create --email you@example.com --name n8n";

pub(super) const KEYS_CREATE: &str = "\
Example:
  ai-video-uploader keys create --email you@example.com --name n8n --expires-in-days 365
  KEY=$(ai-video-uploader keys create --email you@example.com --name n8n | tail -n 1)

The key is shown this once; only a hash of it is kept. Above it stands the secret that signs callbacks.

Exit code: 0 if the key was made, 1 if not.";

pub(super) const KEYS_LIST: &str = "\
Example:
  ai-video-uploader keys list

Exit code: 0, or 1 if the database cannot be used.";

pub(super) const KEYS_REVOKE: &str = "\
Example:
  ai-video-uploader keys revoke avu_AbC123

Exit code: 0 if the key does not work any more, 1 if there is no such key.";

pub(super) const POSTS: &str = "\
Example:
  ai-video-uploader posts list --status failed";

pub(super) const POSTS_LIST: &str = "\
Examples:
  ai-video-uploader posts list
  ai-video-uploader posts list --email you@example.com --status failed --limit 100
  ai-video-uploader posts list --json | jq -r '.[].id'

Exit code: 0 also if there are none, 1 if nobody has the address.";

pub(super) const POSTS_SHOW: &str = "\
Example:
  ai-video-uploader posts show 01932c07-1d2f-7c3b-9d53-7a6f1e0b2c4d

Exit code: 0, or 1 if there is no such post.";

pub(super) const POSTS_RETRY: &str = "\
Example:
  ai-video-uploader posts retry 01932c07-1d2f-7c3b-9d53-7a6f1e0b2c4d

It is safe to repeat. What TikTok may have already is never sent again from here: only a person can say so, on the post's page.
A running server goes on with the post; none is started.

Exit code: 0 if the post goes on or needs no retry, 1 if a retry cannot help or there is no such post.";

pub(super) const SWEEP: &str = "\
Example:
  ai-video-uploader sweep

The server does the same at its start and every minute. Beside a running server it is safe: files that a post still needs,
and uploads on their way in, are kept. A file that the database does not know goes once it is half a minute old.

Exit code: 0 if nothing is left that should be gone, 1 if a file could not be deleted.";

pub(super) const EXPORT: &str = "\
Example:
  ai-video-uploader export --email you@example.com --output you.zip

The same zip of JSON files as the person gets from their settings: their posts with history, accounts, keys and consents, without
any secret. It is safe beside a running server.

Exit code: 0 if the whole file is on the disk, 1 if not; then no file of that name is left.";

pub(super) const BACKUP: &str = "\
Example, every night:
  ai-video-uploader backup /var/backups/uploader-$(date +%F).db

The copy is consistent, checked, and readable by you alone (mode 0600). Keep SECRET_KEY, or data/secret.key, in another place:
without it the sealed tokens in the backup cannot be read. Videos are not in it; none lives longer than a day.
On PostgreSQL it prints the commands for pg_dump and pg_restore instead.

Exit code: 0 if the whole copy is on the disk, 1 if not; then no file of that name is left.";

pub(super) const RESTORE: &str = "\
Example:
  systemctl stop ai-video-uploader
  ai-video-uploader restore /var/backups/uploader-2026-11-23.db --replace
  systemctl start ai-video-uploader

What was sent since the backup is unknown, so nothing in it is sent by itself:
  posts that were being sent           TikTok is asked what became of them (unconfirmed)
  posts on their way to being sent     failed with restored_from_backup, until a person says Send again
  drafts under review                  still wait for a person, with a note in their history
  posts accepted after the backup      are not in it; whoever repeats the request makes a new post
All sessions end. A copy that is put in place by hand is treated alike when the server starts: backups are marked.

Exit code: 0 if the backup is in place, 1 if not; then what was there is untouched.";

pub(super) const MOVE_TO: &str = "\
Example:
  createdb uploader
  systemctl stop ai-video-uploader
  ai-video-uploader backup before-the-move.db
  ai-video-uploader move-to postgres://uploader:password@db.example/uploader

All tables are copied in one transaction and compared row by row; a target that holds anything is refused, and so is a move
while a server works. Afterwards the SQLite file is marked and works no more, so that nothing is sent twice.
Other users of this machine can see a password on the command line: TARGET_URL in the environment does as well.

Exit code: 0 if everything is there, 1 if nothing was moved.";

pub(super) const ROTATE_SECRET: &str = "\
Example, one machine:
  openssl rand -base64 32                      1. make a new key
  SECRET_KEY=<new> SECRET_KEY_PREVIOUS=<old>   2. put both into the settings (the old one may lie in data/secret.key)
                                               3. restart the server
  ai-video-uploader rotate-secret              4. seal anew; repeat it if it was interrupted
                                               5. take SECRET_KEY_PREVIOUS out, restart

Several machines: before step 2, give every process SECRET_KEY=<old> and SECRET_KEY_PREVIOUS=<new> and restart it, so that
each can read what the first one with the new key writes. Then steps 2 to 5, machine by machine.
A start with SECRET_KEY_PREVIOUS seals anew too; this command does it beside running servers, and says how many.
API keys and sessions are not concerned: only hashes of them are kept. Keep the old key with backups made under it.

Exit code: 0 if SECRET_KEY alone opens everything now, 1 if not.";

pub(super) const COMPLETION: &str = "\
Examples:
  ai-video-uploader completion bash > /etc/bash_completion.d/ai-video-uploader
  ai-video-uploader completion zsh > \"${fpath[1]}/_ai-video-uploader\"
  ai-video-uploader completion fish > ~/.config/fish/completions/ai-video-uploader.fish

Exit code: 0.";
