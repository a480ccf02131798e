#include <stdio.h>

int main(void) {
  puts("moored");
  return 0;
}
