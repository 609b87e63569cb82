"""What people and services are told: messages written in the transaction of the act itself, delivered afterwards."""
