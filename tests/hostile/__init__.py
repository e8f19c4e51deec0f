"""Files that are damaged, or made to harm, by code; and a process that reads them all."""
