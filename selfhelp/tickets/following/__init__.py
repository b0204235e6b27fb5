"""What happens to a ticket after it was sent: answers both ways, known trouble, whether it helped."""
