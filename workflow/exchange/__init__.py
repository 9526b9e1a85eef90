"""Households and their people from and to tables: workbooks of three sheets, or one table of people as CSV."""
