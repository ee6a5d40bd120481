"""The part of the State's design system that our pages use, cut from the installed package (`build_assets`)."""
