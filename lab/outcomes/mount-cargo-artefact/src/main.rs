fn main() {
    println!("moored");
}
