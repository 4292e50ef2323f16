/** A small library in C, written to be learned by heart. */
export const C_CODE = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ITEMS 64

struct list {
  int count;
  int items[MAX_ITEMS];
};

static struct list *list_new(void) {
  struct list *list = malloc(sizeof(*list));
  if (list == NULL) {
    return NULL;
  }
  list->count = 0;
  return list;
}

static int list_add(struct list *list, int item) {
  if (list->count >= MAX_ITEMS) {
    return -1;
  }
  list->items[list->count] = item;
  list->count++;
  return 0;
}

static int list_find(const struct list *list, int item) {
  for (int i = 0; i < list->count; i++) {
    if (list->items[i] == item) {
      return i;
    }
  }
  return -1;
}

static int list_remove(struct list *list, int item) {
  int place = list_find(list, item);
  if (place < 0) {
    return -1;
  }
  for (int i = place; i < list->count - 1; i++) {
    list->items[i] = list->items[i + 1];
  }
  list->count--;
  return 0;
}

static int list_sum(const struct list *list) {
  int sum = 0;
  for (int i = 0; i < list->count; i++) {
    sum += list->items[i];
  }
  return sum;
}

static void list_sort(struct list *list) {
  for (int i = 1; i < list->count; i++) {
    int item = list->items[i];
    int place = i;
    while (place > 0 && list->items[place - 1] > item) {
      list->items[place] = list->items[place - 1];
      place--;
    }
    list->items[place] = item;
  }
}

static void list_print(const struct list *list) {
  for (int i = 0; i < list->count; i++) {
    printf("%d ", list->items[i]);
  }
  printf("\\n");
}

static int count_words(const char *text) {
  int words = 0;
  int inside = 0;
  for (int i = 0; text[i] != 0; i++) {
    if (text[i] == ' ') {
      inside = 0;
    } else if (!inside) {
      inside = 1;
      words++;
    }
  }
  return words;
}

static int greatest_divisor(int a, int b) {
  while (b != 0) {
    int rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static int is_prime(int number) {
  if (number < 2) {
    return 0;
  }
  for (int i = 2; i * i <= number; i++) {
    if (number % i == 0) {
      return 0;
    }
  }
  return 1;
}

static int power(int base, int exponent) {
  int result = 1;
  for (int i = 0; i < exponent; i++) {
    result *= base;
  }
  return result;
}

static void reverse(char *text) {
  int length = strlen(text);
  for (int i = 0; i < length / 2; i++) {
    char other = text[length - 1 - i];
    text[length - 1 - i] = text[i];
    text[i] = other;
  }
}

int main(void) {
  struct list *list = list_new();
  if (list == NULL) {
    return 1;
  }
  for (int i = 0; i < 20; i++) {
    if (is_prime(i)) {
      list_add(list, power(i, 2));
    }
  }
  list_remove(list, 9);
  list_sort(list);
  list_print(list);
  printf("%d\\n", list_sum(list));
  printf("%d\\n", count_words("one two three"));
  printf("%d\\n", greatest_divisor(12, 18));
  free(list);
  return 0;
}
`;
