-- Whether somebody's post is being moved: asked by the slots that are kept for people of whom none is.
create index posts_in_transfer on posts (user_id, lease_until)
    where lease_until is not null and status in ('queued', 'downloading', 'checking', 'sending');
