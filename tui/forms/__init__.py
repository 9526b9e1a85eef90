"""Forms, made from declarations of their fields."""
