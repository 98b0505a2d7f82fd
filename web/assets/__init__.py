"""What the pages are drawn with: style sheets, scripts and pictures, built by `build`."""
