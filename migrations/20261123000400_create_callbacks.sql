-- What others are to be told, and what TikTok told us.

create table callbacks (
    id           text   not null primary key,
    post_id      text   not null references posts (id) on delete cascade,
    user_id      text   not null references users (id) on delete cascade,
    api_key_id   text   references api_keys (id) on delete set null,
    url          text   not null,
    event        text   not null,
    payload      text   not null,
    version      bigint not null, -- of the post: events of one moment keep their order
    created_at   bigint not null,
    attempts     bigint not null,
    next_at      bigint,
    delivered_at bigint,
    worker       text,
    lease_until  bigint
);
create index callbacks_due on callbacks (next_at) where next_at is not null;
create index callbacks_of_post on callbacks (post_id, version);
create index callbacks_of_user on callbacks (user_id);
create index callbacks_of_api_key on callbacks (api_key_id);

create table callback_attempts (
    callback_id text    not null references callbacks (id) on delete cascade,
    number      bigint  not null,
    at          bigint  not null,
    status      integer,
    error       text,
    duration_ms bigint  not null,
    primary key (callback_id, number)
);

create table tiktok_events (
    id             text   not null primary key, -- hash of the body: a repeated delivery is the same event
    event          text   not null,
    tiktok_user_id text   not null,
    publish_id     text,
    post_id        text,
    reason         text,
    created_at     bigint not null,
    raw            text   not null,
    received_at    bigint not null,
    lease_until    bigint,
    handled_at     bigint
);
create index tiktok_events_open on tiktok_events (received_at) where handled_at is null;
create index tiktok_events_by_age on tiktok_events (received_at);
