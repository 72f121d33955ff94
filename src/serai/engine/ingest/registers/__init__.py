"""Files of people whose columns somebody points at what stands in them."""
