"""What the eye meets: line mode and the interactive terminal."""
