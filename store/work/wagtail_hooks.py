from wagtail import hooks

from store.work.admin import JobsViewSet


@hooks.register("register_admin_viewset")
def register_jobs() -> JobsViewSet:
    return JobsViewSet()
