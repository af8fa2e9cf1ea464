-- What people agreed to when they pressed Publish: one row for each press that counted. Goes with its post and its user.

create table consents (
    id             text   not null primary key,
    user_id        text   not null references users (id) on delete cascade,
    post_id        text   not null references posts (id) on delete cascade,
    account_id     text   references tiktok_accounts (id) on delete set null,
    tiktok_user_id text   not null,
    posting_as     text   not null, -- the account as the page named it
    at             bigint not null,
    words          text   not null, -- the sentence above the button, word for word
    caption        text   not null,
    choices        text   not null  -- JSON
);
create index consents_of_post on consents (post_id, id);
create index consents_of_user on consents (user_id, id);
create index consents_of_account on consents (account_id);
