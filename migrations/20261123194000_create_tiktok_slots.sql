-- How much TikTok still takes of each profile. A slot is one call or one post that TikTok counts: taken until `free_at`.
-- There are as many rows as TikTok has slots, so nothing grows.

create table tiktok_slots (
    tiktok_user_id text   not null,
    budget         text   not null,
    number         bigint not null, -- from 1
    free_at        bigint not null,
    post_id        text,            -- who took it; it is free early when that post no longer needs it
    primary key (tiktok_user_id, budget, number)
);

-- TikTok said itself that it takes no more: nobody asks again before that moment.
create table tiktok_pauses (
    tiktok_user_id text   not null,
    budget         text   not null,
    code           text   not null, -- of the catalogue
    until          bigint not null,
    primary key (tiktok_user_id, budget)
);
