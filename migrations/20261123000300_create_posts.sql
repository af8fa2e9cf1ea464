-- Posts, their history, and the files that we hold for them.

create table posts (
    id                    text     not null primary key,
    user_id               text     not null references users (id) on delete cascade,
    account_id            text     references tiktok_accounts (id) on delete set null,
    api_key_id            text     references api_keys (id) on delete set null,
    origin                text     not null,
    status                text     not null,
    source_kind           text     not null,
    source_url            text,
    source_hash           text,              -- of the URL: an index takes no text of any length
    source_file_name      text,
    caption               text     not null,
    video_title           text,
    video_description     text,
    auto_approve          smallint not null,
    delivery              text     not null,
    choices               text,              -- JSON
    total_bytes           bigint,
    downloaded_bytes      bigint   not null,
    sent_bytes            bigint   not null,
    waiting_code          text,
    waiting_until         bigint,
    video                 text,              -- JSON
    publish_id            text,
    upload_url            text,              -- sealed
    upload_url_expires_at bigint,
    chunk_size            bigint,
    last_chunk_started    smallint not null,
    tiktok_status         text,
    tiktok_post_id        text,
    status_fetches        bigint   not null,
    error                 text,              -- JSON
    temporary_file_id     text,
    validator             text,
    external_id           text,
    metadata              text,              -- JSON
    callback_url          text,
    attempts              bigint   not null,
    entered_at            bigint   not null,
    progressed_at         bigint   not null,
    created_at            bigint   not null,
    updated_at            bigint   not null,
    version               bigint   not null,
    run_at                bigint,            -- when a worker is due; null if none is
    machine               text,              -- which machine's workers can see the file; null for any
    worker                text,
    lease_until           bigint,
    fence                 bigint   not null, -- grows with every claim and every break of a lease
    woken                 smallint not null  -- someone asked for another look while a worker held it
);
create index posts_to_transfer on posts (run_at)
    where run_at is not null and status in ('queued', 'downloading', 'checking', 'sending');
create index posts_to_follow on posts (run_at)
    where run_at is not null and status in ('processing', 'unconfirmed', 'in_inbox', 'published');
create index posts_of_user on posts (user_id, created_at, id);
create index posts_of_user_by_status on posts (user_id, status, created_at, id);
create index posts_of_account on posts (account_id, status);
create index posts_of_api_key on posts (api_key_id);
create index posts_by_source on posts (user_id, source_hash, created_at) where source_hash is not null;
create index posts_by_publish_id on posts (publish_id) where publish_id is not null;
create index posts_by_file on posts (temporary_file_id) where temporary_file_id is not null;
create index posts_by_age on posts (updated_at);

create table post_history (
    post_id text   not null references posts (id) on delete cascade,
    version bigint not null, -- of the post, after it happened
    at      bigint not null,
    status  text   not null,
    detail  text   not null,
    actor   text   not null,
    primary key (post_id, version)
);

-- Bound to neither user nor post: the record outlives both until the file is proven gone.
create table temporary_files (
    id                text   not null primary key,
    user_id           text   not null,
    post_id           text,
    machine           text   not null,
    created_at        bigint not null,
    held_until        bigint not null,
    deleted_at        bigint,
    deletion_failures bigint not null,
    failed_at         bigint,
    failure           text
);
create index temporary_files_present on temporary_files (machine, created_at) where deleted_at is null;
create index temporary_files_deleted on temporary_files (deleted_at) where deleted_at is not null;
create index temporary_files_of_post on temporary_files (post_id);
create index temporary_files_of_user on temporary_files (user_id);
