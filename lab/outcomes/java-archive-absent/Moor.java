public class Moor {
    public static void main(String[] words) {
        System.out.println("moored");
    }
}
