create or replace macro seg_sorted_text(words) as
    array_to_string(list_sort(words), ', ')
