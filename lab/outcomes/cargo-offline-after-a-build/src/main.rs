fn main() { println!("moored at {}", itoa::Buffer::new().format(7)); }
