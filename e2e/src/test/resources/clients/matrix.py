"""What the programs in Python share. See ClientMatrixTest for the environment."""
import os

URL = os.environ["MATRIX_URL"]
CA = os.environ["MATRIX_CA"]
CONTENT = open("file.bin", "rb").read()


def attempt(operation, work):
    """Prints the operation and its outcome; work returns whether what it saw is right."""
    try:
        seen = work()
        print(operation, "yes" if seen is True else "FAILED: %r" % (seen,), sep="\t")
    except Exception as error:
        print(operation, "FAILED: " + repr(error).replace("\n", " "), sep="\t")
