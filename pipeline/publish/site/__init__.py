"""The site: pages as Markdown, pictures as SVG with links and tooltips, and MkDocs Material to make HTML of them."""
