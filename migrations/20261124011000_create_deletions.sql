-- Accounts on their way out, and the receipts that stay: once all is gone, a row names nobody.

create table deletions (
    id          text   not null primary key,   -- on the receipt
    user_id     text   unique,                 -- until the last row and file are gone
    asked_at    bigint not null,
    done_at     bigint,
    row_count   bigint not null default 0,
    post_count  bigint not null default 0,
    file_count  bigint not null default 0,
    revoked     bigint not null default 0,     -- TikTok accounts whose access TikTok took back
    not_revoked bigint not null default 0,     -- those of which TikTok could not be told
    lease_until bigint
);
create index deletions_open on deletions (asked_at) where user_id is not null;
create index tiktok_events_of_publish on tiktok_events (publish_id) where publish_id is not null;
