create or replace macro seg_json_text(document, name) as
    try(json_extract_string(document, '$."' || name || '"'))
