"""How much a trace from elsewhere may ask to be computed: a line of JSON can name sizes that fill a machine."""

MOST_CELLS = 2**28
MOST_PRODUCTS = 2**36  # of one step: a minute of work

# What a file may ask for. A softmax of long sentences is many times larger than the queries and keys that it is made
# from, and they are in the file.
CELLS_OF_A_FILE, CELLS_OF_A_BYTE = 2**23, 32
CELLS_OF_A_PART = 64  # times as large may the whole be that a recorded part is computed from
PRODUCTS_OF_A_CELL = 256  # multiplications, in a product of matrices, that take as long as a cell elsewhere
