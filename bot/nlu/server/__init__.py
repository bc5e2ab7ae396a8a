"""What a running Rasa server loads besides its model: channel and tracker store. No part of a model."""
