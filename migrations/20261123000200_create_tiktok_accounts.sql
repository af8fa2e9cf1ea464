-- TikTok profiles that users connected.

create table tiktok_accounts (
    id                   text     not null primary key,
    user_id              text     not null references users (id) on delete cascade,
    tiktok_user_id       text     not null,
    username             text,
    display_name         text     not null,
    avatar_url           text,
    scopes               text     not null,
    is_default           smallint not null,
    tiktok_connected     smallint not null,
    disconnect_reason    text,
    tiktok_access_token  text, -- sealed
    access_expires_at    bigint,
    tiktok_refresh_token text, -- sealed
    refresh_expires_at   bigint,
    refreshing_until     bigint,
    connected_at         bigint   not null,
    unique (user_id, tiktok_user_id)
);
create index tiktok_accounts_by_tiktok_user on tiktok_accounts (tiktok_user_id);
create unique index tiktok_accounts_one_default on tiktok_accounts (user_id) where is_default = 1;
