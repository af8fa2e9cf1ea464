-- One row for each hour of a person instead of one for each thing counted: the page of a month reads 720 rows, however much
-- happened.

create table hourly_figures (
    user_id text   not null references users (id) on delete cascade,
    hour    bigint not null, -- its first millisecond
    counts  text   not null, -- JSON: what, and how much
    primary key (user_id, hour)
);
-- No kind and no label holds anything that JSON would escape.
insert into hourly_figures (user_id, hour, counts)
    select user_id, hour, '{' || string_agg('"' || kind || ' ' || label || '":' || amount, ',') || '}'
    from figures group by user_id, hour;
drop table figures;
create index hourly_figures_by_age on hourly_figures (hour);
