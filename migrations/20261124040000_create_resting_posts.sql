-- How many posts of a person have come to rest, by status, and how many files of a machine are gone: kept up with each
-- change, because nobody can count a history for every page. What is still moving is few, and counted where it stands.

create table resting_posts (
    user_id text   not null references users (id) on delete cascade,
    status  text   not null,
    posts   bigint not null,
    primary key (user_id, status)
);
insert into resting_posts (user_id, status, posts)
    select user_id, status, count(*) from posts
    where status in ('in_inbox', 'published', 'unconfirmed', 'failed', 'rejected', 'cancelled', 'expired')
    group by user_id, status;

-- Bound to no user, as the records that it counts.
create table deleted_files (
    machine text   not null primary key,
    files   bigint not null
);
insert into deleted_files (machine, files)
    select machine, count(*) from temporary_files where deleted_at is not null group by machine;

-- An index over every status tempted SQLite to read all published posts for each claim. This one holds the few on their way.
drop index posts_by_status;
create index posts_moving on posts (status)
    where status in ('queued', 'downloading', 'checking', 'needs_review', 'sending', 'processing');

-- Addresses that an older version left readable are looked for at every start.
create index posts_with_readable_callback on posts (id) where callback_url like 'http%';
