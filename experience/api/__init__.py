"""The API that Flex Service Providers' machines use."""
