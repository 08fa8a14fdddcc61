"""Passwords and tokens."""

from argon2 import PasswordHasher

from crm.core.security import (
    hash_password,
    is_outdated,
    new_token,
    one_time_password,
    token_hash,
    verify_password,
)


def test_passwords_are_kept_as_argon2id_with_enough_memory():
    kept = hash_password("Correct-Horse-9")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password(kept, "Correct-Horse-9")
    assert not verify_password(kept, "correct-horse-9")
    assert not is_outdated(kept)


def test_any_characters_count():
    password = " 盐城的春天 🌱 " + "x" * 60
    assert verify_password(hash_password(password), password)
    assert not verify_password(hash_password(password), password.strip())


def test_nobody_has_no_password():
    assert not verify_password(None, "Correct-Horse-9")
    assert not verify_password("not a hash", "Correct-Horse-9")


def test_weaker_hashes_are_told():
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))


def test_tokens_are_long_and_only_their_hashes_are_kept():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(len(token) for token in tokens) >= 43
    assert token_hash("x") == token_hash("x") != token_hash("y")


def test_one_time_passwords_can_be_read_out():
    words = {one_time_password() for _ in range(50)}
    assert len(words) == 50
    for word in words:
        assert len(word) == 14
        assert not set(word) & set("il10o")
