-- Which machines hold temporary files, and when their workers last gave a sign of life.

create table machines (
    name    text   not null primary key,
    seen_at bigint not null
);
