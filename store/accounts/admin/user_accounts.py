"""People in Wagtail's settings. No form grants superuser rights: only a command does."""

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from catalogue.territories.choosers import organisation_chooser
from store.accounts import address_changes
from store.accounts.models import User
from store.accounts.rights import GROUP_ROLES, follow_maintenance


class PersonFields(forms.ModelForm):
    """Replaces Wagtail's first and last names with one name, and does not require an e-mail address."""

    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Un lien y est envoyé : elle n'est celle du compte qu'une fois ce lien ouvert par la personne.",
    )
    groups = forms.ModelMultipleChoiceField(
        label="Rôles",
        help_text="Un agent n'en a pas besoin : son organisation suffit. Les mainteneurs sont nommés à part.",
        queryset=Group.objects.filter(name__in=GROUP_ROLES),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    first_name = last_name = is_superuser = None

    def save(self, commit: bool = True) -> User:
        """Does not save the address: its mailbox must confirm it first."""
        self.instance.email = self.initial.get("email") or ""
        return super().save(commit)

    def settle_address(self, by: User) -> None:
        person, said = self.instance, self.cleaned_data["email"]
        if said and said != person.email:
            address_changes.ask(person, said, by)
        elif not said and person.email:
            address_changes.forget(person)

    def _save_m2m(self) -> None:
        """Nobody ticks the group of maintainers: it follows the rows that name them."""
        super()._save_m2m()  # type: ignore[misc]  # unknown to the stubs
        follow_maintenance(self.instance)

    class Meta:
        model = User
        fields: tuple[str, ...] = ("username", "name", "email", "organisation", "mandate", "groups")
        widgets = {"organisation": organisation_chooser.widget_class}


class PersonCreationForm(PersonFields, UserCreationForm):
    class Meta(PersonFields.Meta):
        pass


class PersonEditForm(PersonFields, UserEditForm):
    def __init__(self, *args, **kwargs) -> None:
        # Wagtail removes fields that are missing here.
        self.editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, **kwargs)
        if self.editing_self:
            del self.fields["is_active"]
            self.fields["organisation"].disabled = True
            self.fields["organisation"].help_text = "Quelqu'un d'autre vous rattache."
        if self.instance.comes_from_proconnect:
            for name in ("name", "email"):
                self.fields[name].disabled = True
                self.fields[name].help_text = "Vient de ProConnect, et ne change que là."

    class Meta(PersonFields.Meta):
        fields = (*PersonFields.Meta.fields, "is_active")


class PeopleView(IndexView):
    """Shows whom people act for and in which roles; Wagtail shows first and last names, and superusers."""

    search_fields = ("name", "username", "email")

    @cached_property
    def columns(self) -> list[Column]:
        kept = [column for column in super().columns if column.name != "is_superuser"]
        roles = Column("roles", label="Rôles", accessor=lambda user: ", ".join(map(str, user.groups.all())))
        return [*kept[:2], Column("organisation", label="Organisation", accessor="organisation"), roles, *kept[2:]]

    def get_base_queryset(self) -> QuerySet[User]:
        return super().get_base_queryset().select_related("organisation").prefetch_related("groups")

    def order_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.order_by(self.ordering)


class SavesWhatIsProven(WagtailAdminTemplateMixin):
    """Records who attached the person, and asks the mailbox to confirm the address."""

    def save_instance(self) -> User:
        moves = "organisation" in self.form.changed_data
        former = self.form["organisation"].initial
        if moves:
            self.form.instance.note_place(self.request.user)
        person = super().save_instance()
        if moves:
            person.say_arrived(getattr(former, "pk", former))
        self.form.settle_address(self.request.user)
        return person


class PersonCreateView(SavesWhatIsProven, CreateView):
    """An account made by hand rests on an administrator's word alone."""


class PersonEditView(SavesWhatIsProven, EditView):
    """The same for an existing account."""


class PersonViewSet(UserViewSet):
    index_view_class = PeopleView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm


def _spare_superusers(request: HttpRequest, people: list[User]) -> None:
    if not request.user.is_superuser and any(person.is_superuser for person in people):
        raise PermissionDenied("Un superutilisateur ne se modifie que par un autre")


@hooks.register("before_edit_user")
def before_edit_user(request: HttpRequest, user: User) -> None:
    """Otherwise an administrator could change the password of a superuser."""
    _spare_superusers(request, [user])


@hooks.register("before_bulk_action")
def before_bulk_action(request: HttpRequest, action_type: str, objects: list, action) -> None:
    if action.model is User:
        _spare_superusers(request, objects)
