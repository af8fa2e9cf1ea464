-- Whose posts are due, person by person, and what is due on one machine: asked all the time, and a long queue must not be
-- read to answer it.
create index posts_to_transfer_of_user on posts (user_id, run_at)
    where run_at is not null and status in ('queued', 'downloading', 'checking', 'sending');
create index posts_due_on_machine on posts (machine, run_at)
    where machine is not null and run_at is not null;
