create or replace temporary function seg_sorted_text(words array<string>) returns string
    return array_join(array_sort(words), ', ')
