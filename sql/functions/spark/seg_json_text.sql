create or replace temporary function seg_json_text(document string, name string) returns string
    return get_json_object(document, concat('$[', chr(39), name, chr(39), ']'))
