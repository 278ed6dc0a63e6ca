"""How well the measured evidence does on labelled photos: error rates anyone can measure on their own."""
