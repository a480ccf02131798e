import itsdangerous

print("signed" if itsdangerous.Signer("key").sign("x") else "not")
