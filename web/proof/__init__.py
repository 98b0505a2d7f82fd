"""What a citizen takes home to prove that he filed: receipt file, paper, QR code, and the script that checks them."""
