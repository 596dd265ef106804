;; AdamW on four float32 runs that lie in the module's memory, four numbers at a time. The bytes in adamw-kernel.ts are this
;; text, assembled; adamw-kernel.test.ts compares them.
(module
  (memory (export "memory") 2)
  (func (export "step")
    (param $bytes i32) (param $decay f32) (param $stepSize f32) (param $inverseRoot f32) (param $epsilon f32)
    (param $beta1 f32) (param $one1 f32) (param $beta2 f32) (param $one2 f32) (param $factor f32)
    (local $i i32) (local $g v128) (local $m v128) (local $v v128)
    (loop $next
      (local.set $g (f32x4.mul (v128.load offset=32768 (local.get $i)) (f32x4.splat (local.get $factor))))
      (local.set $m (f32x4.add
        (f32x4.mul (f32x4.splat (local.get $beta1)) (v128.load offset=65536 (local.get $i)))
        (f32x4.mul (f32x4.splat (local.get $one1)) (local.get $g))))
      (local.set $v (f32x4.add
        (f32x4.mul (f32x4.splat (local.get $beta2)) (v128.load offset=98304 (local.get $i)))
        (f32x4.mul (f32x4.mul (f32x4.splat (local.get $one2)) (local.get $g)) (local.get $g))))
      ;; Moments that faded to nothing become 0: denormal numbers, where they would stay, are slow on some processors.
      ;; NaN becomes 0, too: who calls has seen to it that the gradients are finite
      (local.set $m (v128.and (local.get $m) (f32x4.gt (f32x4.abs (local.get $m)) (f32x4.splat (f32.const 1e-30)))))
      (local.set $v (v128.and (local.get $v) (f32x4.gt (local.get $v) (f32x4.splat (f32.const 1e-36)))))
      (v128.store offset=65536 (local.get $i) (local.get $m))
      (v128.store offset=98304 (local.get $i) (local.get $v))
      ;; p − (decay·p + …): 1 − decay would round to one of few float32 numbers
      (v128.store (local.get $i) (f32x4.sub (v128.load (local.get $i)) (f32x4.add
        (f32x4.mul (v128.load (local.get $i)) (f32x4.splat (local.get $decay)))
        (f32x4.div
          (f32x4.mul (f32x4.splat (local.get $stepSize)) (local.get $m))
          (f32x4.add
            (f32x4.mul (f32x4.sqrt (local.get $v)) (f32x4.splat (local.get $inverseRoot)))
            (f32x4.splat (local.get $epsilon)))))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $i) (local.get $bytes))))))
