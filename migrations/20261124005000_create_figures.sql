-- What was counted of each person's posts and requests in each hour, for their page of activity. Goes with its user, and
-- with the history when that is purged.

create table figures (
    user_id text   not null references users (id) on delete cascade,
    hour    bigint not null, -- its first millisecond
    kind    text   not null,
    label   text   not null,
    amount  bigint not null,
    primary key (user_id, hour, kind, label)
);
create index figures_by_age on figures (hour);

-- What monitoring asks of all users together.
create index posts_by_status on posts (status);
create index temporary_files_failed on temporary_files (failed_at) where deletion_failures > 0;

-- A person's files that went last.
create index temporary_files_deleted_of_user on temporary_files (user_id, deleted_at) where deleted_at is not null;
