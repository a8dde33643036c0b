age = 36
message = "age: " + age + "!"
