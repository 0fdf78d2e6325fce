"""What was made before is remembered; what is new is made by several processes."""
