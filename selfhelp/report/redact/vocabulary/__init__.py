"""Words of languages, of support and of products, which name no one; and given names, which do."""
