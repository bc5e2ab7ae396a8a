"""The action server: rasa-sdk's application in one process of ours, on the address of ACTIONS_URL."""

import sys
from urllib.parse import urlsplit

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from core import city_data, logs
from core.errors import StartError
from core.settings import settings


def main() -> None:
    """Serve every action of this package until SIGTERM.

    rasa-sdk's own command starts a second process per server and listens on every interface; this one
    needs neither.
    """
    config = settings()
    logs.configure(config)
    try:
        city_data.check()
    except StartError as error:
        sys.exit(f"actions: {error}")
    address = urlsplit(config.actions_url)
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor)
    app.run(host=address.hostname, port=address.port or 80, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
