"""What can go wrong here, one class per cause. None carries a key, a plaintext byte or anything about a person."""


class StorageError(Exception):
    """Base of all that this package raises on purpose."""


class ObjectNotFoundError(StorageError):
    """The store has no object under this key: never stored, deleted, or its put failed."""


class InvalidKeyError(StorageError):
    """The object key is not of the allowed form; a mistake of the program, never of a user."""


class LengthMismatchError(StorageError):
    """The body was shorter or longer than announced; no object was stored."""


class StoreUnavailableError(StorageError):
    """The store did not answer or refused us; whether a change took effect is unknown. Try again later."""


class TamperedError(StorageError):
    """The bytes are not what was sealed here: altered, cut, extended, swapped, rolled back, or of another key."""


class UnknownSuiteError(StorageError):
    """The row names a format that this version cannot read."""


class WrongKeyError(StorageError):
    """The citizen key offered is another citizen's or another version's; nothing was opened or sealed with it."""


class KeyUnavailableError(StorageError):
    """The key service cannot serve this key now, or does not know it. Fail closed; never use another key instead."""


class KeyDestroyedError(StorageError):
    """This master key epoch was destroyed on purpose; what it wrapped is gone for good."""


class KeyInUseError(StorageError):
    """The epoch is the current one: begin a new one and rewrap before this one is destroyed."""


class KeyringPermissionsError(StorageError):
    """Others may read or change the keyring file; it is not used until its mode is 0600."""
