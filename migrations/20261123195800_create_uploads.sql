-- Uploads by tus: what was announced, and how much of it is proven to be on the disk.

create table uploads (
    id           text     not null primary key, -- of the temporary file
    user_id      text     not null references users (id) on delete cascade,
    account_id   text     references tiktok_accounts (id) on delete set null,
    total_bytes  bigint   not null,
    received     bigint   not null,             -- bytes, synced
    file_name    text,
    caption      text     not null,
    auto_approve smallint not null,
    metadata     text     not null,             -- Upload-Metadata, as it came
    created_at   bigint   not null,
    expires_at   bigint   not null,
    post_id      text                           -- once the last byte has made it
);
create index uploads_of_user on uploads (user_id, created_at);
create index uploads_by_end on uploads (expires_at);
create index uploads_of_account on uploads (account_id);
