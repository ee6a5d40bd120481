"""What frames every page: menu, header link, announcement and footer, as the settings of the site say."""
