"""The services of docker-compose.yml as processes of this machine: `make rehearse`."""
