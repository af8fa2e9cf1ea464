-- Which version of terms and privacy people accepted by signing in: one row for each version.

create table acceptances (
    id      text   not null primary key,
    user_id text   not null references users (id) on delete cascade,
    at      bigint not null,
    version text   not null, -- the day of the texts
    words   text   not null  -- the sentence at the button, word for word
);
create index acceptances_of_user on acceptances (user_id, id);

alter table users add column accepted_version text; -- the latest of them
