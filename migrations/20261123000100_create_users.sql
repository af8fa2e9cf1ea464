-- People, and what opens the door for them. Ids are UUIDv7 texts, times are milliseconds since 1970, flags are 0 or 1.

create table users (
    id              text     not null primary key,
    email           text     not null unique,
    name            text     not null,
    google_sub      text     unique,
    hold_everything smallint not null default 0,
    theme           text     not null default 'system',
    created_at      bigint   not null
);

create table sessions (
    id_hash    text   not null primary key,
    user_id    text   references users (id) on delete cascade,
    data       text   not null,
    expires_at bigint not null
);
create index sessions_of_user on sessions (user_id);
create index sessions_by_expiry on sessions (expires_at);

create table oauth_states (
    state_hash text   not null primary key,
    flow       text   not null,
    user_id    text   references users (id) on delete cascade,
    browser    text,
    verifier   text   not null, -- sealed
    next       text,
    created_at bigint not null,
    expires_at bigint not null
);
create index oauth_states_of_user on oauth_states (user_id);
create index oauth_states_by_expiry on oauth_states (expires_at);

create table api_keys (
    id              text   not null primary key,
    user_id         text   not null references users (id) on delete cascade,
    name            text   not null,
    prefix          text   not null,
    hash            text   not null unique,
    callback_secret text   not null, -- sealed
    created_at      bigint not null,
    last_used_at    bigint,
    expires_at      bigint,
    revoked_at      bigint
);
create index api_keys_of_user on api_keys (user_id, created_at);

create table idempotency_keys (
    api_key_id  text    not null references api_keys (id) on delete cascade,
    key_hash    text    not null,
    fingerprint text    not null,
    token       text    not null, -- names the request that may answer
    created_at  bigint  not null,
    renewed_at  bigint  not null,
    status      integer,          -- null while in progress
    body        text,
    location    text,
    primary key (api_key_id, key_hash)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
