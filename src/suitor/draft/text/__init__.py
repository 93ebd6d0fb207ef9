"""An article as plain sentences in their blocks, and the words that the reading rests on."""
