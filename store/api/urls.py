"""The API and its address: version 1."""

from http import HTTPStatus

from django.urls import path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from store.api import deployments
from store.api.access import TokenAuth
from store.api.docs import Documentation
from store.api.problem_details import CONTENT_TYPE, answer_in_french


class StoreAPI(NinjaAPI):
    def get_openapi_schema(self, **kwargs) -> OpenAPISchema:
        """Problems have their own content type, which ninja cannot declare."""
        schema = super().get_openapi_schema(**kwargs)
        operations = (one for path in schema["paths"].values() for one in path.values())
        for status, answer in ((s, a) for operation in operations for s, a in operation["responses"].items()):
            if int(status) >= HTTPStatus.BAD_REQUEST:
                answer["content"] = {CONTENT_TYPE: answer["content"]["application/json"]}
        return schema


api = StoreAPI(
    title="API du Territoires Store",
    version="1.0.0",
    description="Lire et tenir à jour les déploiements d'un service, avec un jeton de son équipe.",
    urls_namespace="api-v1",
    auth=TokenAuth(),
    docs=Documentation(),
    docs_url="/documentation/",
    docs_decorator=require_safe,
)
answer_in_french(api)
api.add_router("/deploiements", deployments.router)

urlpatterns = [path("v1/", api.urls)]
